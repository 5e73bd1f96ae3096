top it:iteration r:rest
  NULL
  BIND r  # ! stored as IterationRest
  NULL
  RETURN
