"""Find pixels that were lost, as rows, tiles and ends; what is declared missing is not lost."""
