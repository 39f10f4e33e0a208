"""`python -m bot` is `vekha`."""

from bot.cli import main

main()
