"""Pages: layout, static files, and the small things that every room needs of HTTP."""
