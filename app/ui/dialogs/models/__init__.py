"""Dialogs about models of classes."""
