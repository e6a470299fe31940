"""The composer: an embedded engine that draws procedurally, without a model, and says so."""
