# ! fewer locals than arguments
script s
method run/2 x
  NULL
  RETURN
top
  NULL
  RETURN
