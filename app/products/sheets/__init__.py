"""Fill pages with maps, legends and what they come from; drawn by `app.sheets`."""
