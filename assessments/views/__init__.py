"""One module per part of the site. A view gates, parses, calls and renders; no more."""
