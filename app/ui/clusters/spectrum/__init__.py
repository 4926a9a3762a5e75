"""The spectra of all classes, and of the pixel under the mouse, in one plot."""
