"""A package imported lean gives one name at once and everything else when it is asked for."""

import subprocess
import sys

import pytest

from app.clustering.fitting.lean_import import import_one


def run(code):
    """Run code in a process of its own: what is imported stays imported."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


KMEANS = """
import sys
import numpy as np
from app.clustering.fitting.start_child import import_ahead, run_start
import_ahead()
"""
FIT = """
start = run_start(np.random.default_rng(0).random((300, 3), dtype=np.float32), 4, 7)
print(*start.centres.ravel().tolist(), start.inertia, start.n_iter)
"""


def test_lean_kmeans_fits_as_the_whole_package_does():
    lean = run(KMEANS + FIT)
    assert lean == run(KMEANS.replace("import_ahead()", "import sklearn.cluster") + FIT)


def test_what_kmeans_does_not_ask_for_is_not_imported():
    loaded = run(KMEANS + FIT + "print(*sys.modules)")
    assert "sklearn.cluster._kmeans" in loaded
    assert not {"scipy.stats._stats_py", "sklearn.neighbors", "sklearn.cluster._dbscan"} & {*loaded}


def test_a_package_put_off_gives_all_the_rest_when_asked():
    out = run(
        "from app.clustering.fitting.lean_import import import_one\n"
        "import_one('scipy.optimize', '_lsap', 'linear_sum_assignment')\n"
        "import sys\n"
        "print('scipy.optimize._minimize' in sys.modules)\n"
        "from scipy.optimize import linear_sum_assignment, minimize\n"
        "import scipy\n"
        "print(minimize.__name__, linear_sum_assignment is scipy.optimize.linear_sum_assignment)\n"
        "print(type(sys.modules['scipy.optimize']).__name__)\n"
    )
    assert out == ["False", "minimize", "True", "module"]


def test_a_package_put_off_has_no_names_it_would_not_have():
    out = run(
        "from app.clustering.fitting.lean_import import import_one\n"
        "import_one('scipy.optimize', '_lsap', 'linear_sum_assignment')\n"
        "import scipy.optimize\n"
        "print(hasattr(scipy.optimize, 'no_such_name'), hasattr(scipy.optimize, 'brentq'))\n"
    )
    assert out == ["False", "True"]


def test_a_package_that_is_there_already_stays_as_it_is():
    import scipy.optimize

    import_one("scipy.optimize", "_lsap", "linear_sum_assignment")
    assert sys.modules["scipy.optimize"] is scipy.optimize


def test_a_package_that_does_not_exist_is_an_import_error():
    with pytest.raises(ImportError):
        import_one("no_such_package", "module", "name")
