"""A local Bot API: answers a bot as Telegram would, and refuses what Telegram would refuse.

Facts are those of https://core.telegram.org/bots/api and of the public Bot API server.
"""
