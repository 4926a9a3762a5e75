"""Ask what a band or all bands of a scene are; decides nothing by itself."""
