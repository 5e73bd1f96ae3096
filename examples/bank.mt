# Capabilities at work: money, revocable access, and a trade between people who do not trust each other.
#
# Nobody here checks who is calling. What a piece of code can do is decided by the objects it holds: a purse is the
# right to spend what is in it, a reader of a purse is the right to look, and a gate can be shut by whoever made it.

# ----- Rights amplification -----

# A sealer and an unsealer that only work together. A box means nothing to anyone without the unsealer.
def makeBrandPair(nickname :Str) {
    object nothing {}
    var content := nothing
    object sealer {
        to seal(value) {
            return object box {
                to offerContent() { content := value }
                to _printOn(out) { out.print(`<$nickname box>`) }
            }
        }
    }
    object unsealer {
        to unseal(box, ej) {
            content := nothing
            box.offerContent()
            def found := content
            content := nothing
            if (found == nothing) { throw.eject(ej, `not a $nickname box`) }
            return found
        }
    }
    return [sealer, unsealer]
}

# ----- Money -----

# A mint makes purses with new money; its purses can pay each other, and no sum of their balances ever changes.
def makeMint(currency :Str) {
    def [sealer, unsealer] := makeBrandPair(currency)
    def makePurse(var balance :(Int >= 0)) {
        # Only a purse of this mint gets to call this: it travels in a box.
        def take(amount :(0..balance)) { balance -= amount }
        return object purse {
            to balance() :Int { return balance }
            to sprout() { return makePurse(0) }
            to boxedTake() { return sealer.seal(take) }
            to deposit(amount :(Int >= 0), source) {
                def takeFromSource := unsealer.unseal(source.boxedTake(), null)
                takeFromSource(amount)
                balance += amount
            }
            to _printOn(out) { out.print(`<purse of $balance $currency>`) }
        }
    }
    return object mint {
        to makePurse(balance) { return makePurse(balance) }
        to _printOn(out) { out.print(`<mint of $currency>`) }
    }
}

# ----- Attenuation -----

# The right to look into a purse and nothing else.
def makeReader(purse) {
    return object reader {
        to balance() { return purse.balance() }
        to _printOn(out) { out.print("<reader>") }
    }
}

# The right to spend up to a limit.
def makeAllowance(purse, var left :(Int >= 0)) {
    return object allowance {
        to left() { return left }
        to withdraw(amount :(0..left)) {
            left -= amount
            def out := purse.sprout()
            out.deposit(amount, purse)
            return out
        }
    }
}

# A stand-in for any object, and the gate that shuts it. A matcher passes on messages it has never heard of.
def makeRevocable(target) {
    var open := true
    object standIn {
        to _printOn(out) { out.print(if (open) { "<open stand-in>" } else { "<shut stand-in>" }) }
        match message {
            if (!open) { throw("access revoked") }
            M.callWithMessage(target, message)
        }
    }
    object gate { to shut() { open := false } }
    return [standIn, gate]
}

# A stand-in that keeps a record of the messages that went through.
def makeLogged(target) {
    def log := [].diverge()
    object standIn {
        match [verb, arguments, named] {
            log.push(verb)
            M.call(target, verb, arguments, named)
        }
    }
    return [standIn, fn { log.snapshot() }]
}

# ----- Agreement without trust -----

# An escrow takes goods from one side and money from the other, and gives both or neither.
def makeEscrow(price :Int, till) {
    var goods := null
    return object escrow {
        to offer(thing) { goods := thing }
        to buy(payment) {
            if (goods == null) { throw("nothing on offer") }
            # If the payment fails, the exception leaves and the goods stay.
            till.deposit(price, payment)
            def sold := goods
            goods := null
            return sold
        }
    }
}

# ----- At work -----

def attempt(what :Str, thunk) {
    traceln(what, try { thunk() } catch _ { "refused" })
}

def gold := makeMint("gold")
def lead := makeMint("lead")
traceln([gold, lead])
def ann := gold.makePurse(100)
def bob := gold.makePurse(20)
def richFool := lead.makePurse(1_000_000)

# Paying: ann puts money in a fresh purse and gives that away; nobody ever holds her own purse.
def payment := ann.sprout()
attempt("fill", fn { payment.deposit(30, ann) })
attempt("pay", fn { bob.deposit(30, payment) })
traceln([ann, bob, payment])
attempt("overdraw", fn { bob.deposit(30, payment) })
attempt("negative", fn { bob.deposit(-10, ann) })
attempt("other currency", fn { bob.deposit(10, richFool) })
attempt("half a coin", fn { bob.deposit(0.5, ann) })
object forger { to boxedTake() { return object box { to offerContent() {} } } }
attempt("forged", fn { bob.deposit(10, forger) })
attempt("box without the unsealer", fn { ann.boxedTake() })
traceln([ann, bob, payment, ann.balance() + bob.balance() + payment.balance()])

# Lending less than everything.
def reader := makeReader(ann)
attempt("look", fn { reader.balance() })
attempt("spend by looking", fn { reader.sprout() })
def pocketMoney := makeAllowance(ann, 15)
def child := pocketMoney.withdraw(10)
traceln([child, ann, pocketMoney.left()])
attempt("too much pocket money", fn { pocketMoney.withdraw(6) })
attempt("the rest of it", fn { pocketMoney.withdraw(5) })

# Taking back what was lent.
def [guest, gate] := makeRevocable(bob)
traceln(guest)
attempt("guest looks", fn { guest.balance() })
attempt("guest sprouts", fn { guest.sprout() })
gate.shut()
traceln(guest)
attempt("guest looks again", fn { guest.balance() })

# Watching what someone does with it.
def [watched, record] := makeLogged(bob)
attempt("watched deposit", fn { watched.deposit(5, child) })
attempt("watched mistake", fn { watched.burn() })
traceln([record(), bob, child])

# Trading.
def till := gold.makePurse(0)
def escrow := makeEscrow(25, till)
attempt("too early", fn { escrow.buy(bob) })
escrow.offer("a map of the island")
attempt("too poor", fn { escrow.buy(child) })
attempt("wrong money", fn { escrow.buy(richFool) })
attempt("sold", fn { escrow.buy(bob) })
attempt("sold out", fn { escrow.buy(bob) })
traceln([till, bob, child, ann])
var total := 0
for purse in ([ann, bob, child, till, payment]) { total += purse.balance() }
# The missing 5 are in the purse that was withdrawn and dropped.
traceln(total)
