"""The sandbox, driven by a real aiogram bot, a real mail client and raw HTTP."""
