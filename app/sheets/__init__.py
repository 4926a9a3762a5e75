"""Draw pages from plain values with Qt's painter; knows no scene, no widgets, no files of products.

It stands below the products that fill pages: Qt draws text and vectors into PDF and SVG, and is
met here alone below the session.
"""
