"""The page of classes by few labels: labels, wishes, and what comes of them."""
