"""The pages. Here tokens become names and messages become words."""
