"""Classes of a scene by few labels: learn, class every pixel, write."""
