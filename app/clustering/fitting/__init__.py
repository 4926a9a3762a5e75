"""Find centres for pixels at hand; nothing that reads a scene."""
