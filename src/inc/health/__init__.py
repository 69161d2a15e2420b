"""What can be wrong with a clone or a workspace, each examination a function in one registry."""
