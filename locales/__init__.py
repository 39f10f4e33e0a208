"""The gettext catalogues: Russian (default) and English."""
