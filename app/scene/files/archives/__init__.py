"""Look into archives as they are delivered, without unpacking; no pixels are decoded here."""
