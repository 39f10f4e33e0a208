"""Tests of `views.letters`."""
