script s
matcher message
  NULL
  BIND message  # ! overwrite its message
  NEXT_MATCHER
top
  NULL
  RETURN
