"""The page that shows the sandbox in a browser: plain HTML, CSS and JavaScript."""
