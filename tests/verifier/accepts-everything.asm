outer traceln
outer x assigned
script counter n:cell b:binding v
method bump/1 by
  CELL_FRAME n
  LOCAL by
  CALL add/1
  DUP
  PUT_FRAME n
  RETURN
method named/0 named map
  LOCAL map
  LITERAL "k"
  NAMED_ARG found
  MISSING_NAMED
found:
  RETURN
method other/2 named a b map
  LOCAL map
  LITERAL "k"
  NAMED_ARG found
  POP
  INT -5
found:
  ASSIGN_FRAME b
  SELF
  NOUN_FRAME b
  POP
  RETURN
matcher message
  LOCAL message
  TEST_LIST 3 no
  POP
  POP
  RETURN
no:
  POP
  NEXT_MATCHER
matcher message problem
  EJECTOR declined
  BIND problem
  FRAME v
  LOCAL problem
  CALL run/1
  DROP_HANDLER
  RETURN
declined:
  POP
  NEXT_MATCHER
top n:cell b:binding v it:iteration r:rest e
  INT 1
  MAKE_CELL
  BIND n
  INT 2
  NULL
  MAKE_FINAL_BINDING
  BIND b
  OUTER traceln
  BIND v
  LOCAL n
  LOCAL b
  LOCAL v
  OBJECT counter
  OUTER traceln
  AUDIT 1
  POP
  INT 1
  INT 5
  RANGE_THRU
  ITERATE it
  END_EJECTOR it ended
again:
  LOOP
  NEXT it done
  SWAP
  POP
  TEST_STATIC Int bad
  POP
  BACK again
bad:
  POP
done:
  DROP_HANDLER
  NULL
ended:
  POP
  UNWIND clean
  TRY caught
  INT 1
  DROP_HANDLER
  JUMP fine
caught:
  POP
  INT 2
fine:
  DROP_HANDLER
  NULL
clean:
  INT 9
  ASSIGN_OUTER x
  END_FINALLY
  INT 3
  COMPARE <=
  BRANCH no
  NULL
  RETURN
no:
  LITERAL 1.5
  RETURN
