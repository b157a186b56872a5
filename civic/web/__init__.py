"""The rim towards browsers: rendering, languages of pages, access, security, errors, forms."""
