"""Call the kernels that measure distances to known centres, and areas."""
