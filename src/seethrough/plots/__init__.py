"""Pictures from arrays and plain functions; nothing here knows of estimators."""
