@echo off
rem Windows: UNTESTED. A double click starts Bandsweep; see start.sh for what it does elsewhere.
setlocal
set "root=%~dp0.."
set "environment=%root%\.venv"
set "lock=%~dp0packaging\requirements.lock"
copy /y nul "%root%\.bandsweep-write-test" >nul 2>nul && (
    del "%root%\.bandsweep-write-test"
) || set "environment=%LOCALAPPDATA%\bandsweep\venv"
set "stamp=%environment%\bandsweep-run"

if exist "%stamp%" fc /b "%stamp%" "%lock%" >nul 2>nul && (
    "%environment%\Scripts\python.exe" -I -c "import PySide6" >nul 2>nul && goto start
)

set "python="
for %%p in ("py -3.13" "py -3.12" "py -3.11" "py -3" "python") do if not defined python (
    %%~p -c "import sys, venv; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set "python=%%~p"
)
if not defined python (
    echo Bandsweep needs Python 3.11 or newer. Install it from python.org, then start again.
    goto failed
)
echo Setting up Bandsweep. This happens once, takes a few minutes and needs the internet...
"%environment%\Scripts\python.exe" -I -m pip --version >nul 2>nul || %python% -m venv --clear "%environment%" || goto failed
"%environment%\Scripts\python.exe" -I -m pip install -q --disable-pip-version-check --only-binary=:all: -r "%lock%" || goto failed
copy /y "%lock%" "%stamp%" >nul
echo Compiling the loops over pixels. This happens once and takes some seconds...
set "PYTHONHOME="
set "PYTHONPATH=%root%"
"%environment%\Scripts\python.exe" -P -m app.clustering.kernels >nul 2>nul

:start
set "PYTHONHOME="
set "PYTHONPATH=%root%"
"%environment%\Scripts\python.exe" -P -m app %*
if errorlevel 1 goto failed
exit /b 0

:failed
echo Bandsweep could not be started.
pause
exit /b 1
