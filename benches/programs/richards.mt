# Richards: an operating system's scheduler with six tasks that pass packets to each other.
def [ID_IDLE, ID_WORKER, ID_HANDLER_A, ID_HANDLER_B, ID_DEVICE_A, ID_DEVICE_B] := [0, 1, 2, 3, 4, 5]
def [KIND_DEVICE, KIND_WORK] := [0, 1]
# States are sets of bits; RUNNING is the empty set.
def [RUNNABLE, SUSPENDED, SUSPENDED_RUNNABLE, HELD] := [1, 2, 3, 4]

def makePacket(var link, var id, kind) {
    var a1 := 0
    def a2 := [0, 0, 0, 0].diverge()
    return object packet {
        to link() { return link }
        to setLink(p) { link := p }
        to id() { return id }
        to setId(i) { id := i }
        to kind() { return kind }
        to a1() { return a1 }
        to setA1(n) { a1 := n }
        to a2() { return a2 }
        to addTo(queue) {
            link := null
            if (queue == null) { return packet }
            var last := queue
            var next := last.link()
            while (next != null) {
                last := next
                next := last.link()
            }
            last.setLink(packet)
            return queue
        }
    }
}

def makeControlBlock(link, id, priority, var queue, task) {
    var state := if (queue == null) { SUSPENDED } else { SUSPENDED_RUNNABLE }
    return object block {
        to link() { return link }
        to id() { return id }
        to priority() { return priority }
        to setRunning() { state := 0 }
        to markAsNotHeld() { if (state >= HELD) { state -= HELD } }
        to markAsHeld() { state |= HELD }
        to markAsSuspended() { state |= SUSPENDED }
        to isHeldOrSuspended() { return (state & HELD) != 0 || state == SUSPENDED }
        to run() {
            var packet := null
            if (state == SUSPENDED_RUNNABLE) {
                packet := queue
                queue := packet.link()
                state := if (queue == null) { 0 } else { RUNNABLE }
            }
            return task.run(packet)
        }
        to checkPriorityAdd(current, packet) {
            if (queue == null) {
                queue := packet
                state |= RUNNABLE
                if (priority > current.priority()) { return block }
            } else {
                queue := packet.addTo(queue)
            }
            return current
        }
    }
}

def makeScheduler() {
    var queueCount := 0
    var holdCount := 0
    def blocks := ([null] * 6).diverge()
    var list := null
    var current := null
    var currentId := 0
    return object scheduler {
        to counts() { return [queueCount, holdCount] }
        to addTask(id, priority, queue, task) {
            current := makeControlBlock(list, id, priority, queue, task)
            list := current
            blocks[id] := current
        }
        to setRunning() { current.setRunning() }
        to schedule() {
            current := list
            while (current != null) {
                if (current.isHeldOrSuspended()) {
                    current := current.link()
                } else {
                    currentId := current.id()
                    current := current.run()
                }
            }
        }
        to release(id) {
            def block := blocks[id]
            if (block == null) { return block }
            block.markAsNotHeld()
            return if (block.priority() > current.priority()) { block } else { current }
        }
        to holdCurrent() {
            holdCount += 1
            current.markAsHeld()
            return current.link()
        }
        to suspendCurrent() {
            current.markAsSuspended()
            return current
        }
        to queue(packet) {
            def block := blocks[packet.id()]
            if (block == null) { return block }
            queueCount += 1
            packet.setLink(null)
            packet.setId(currentId)
            return block.checkPriorityAdd(current, packet)
        }
    }
}

def makeIdleTask(scheduler, var v1, var count) {
    return object idleTask {
        to run(_) {
            count -= 1
            if (count == 0) { return scheduler.holdCurrent() }
            if ((v1 & 1) == 0) {
                v1 >>= 1
                return scheduler.release(ID_DEVICE_A)
            }
            v1 := (v1 >> 1) ^ 0xD008
            return scheduler.release(ID_DEVICE_B)
        }
    }
}

def makeDeviceTask(scheduler) {
    var pending := null
    return object deviceTask {
        to run(packet) {
            if (packet == null) {
                if (pending == null) { return scheduler.suspendCurrent() }
                def p := pending
                pending := null
                return scheduler.queue(p)
            }
            pending := packet
            return scheduler.holdCurrent()
        }
    }
}

def makeWorkerTask(scheduler, var handler, var letter) {
    return object workerTask {
        to run(packet) {
            if (packet == null) { return scheduler.suspendCurrent() }
            handler := if (handler == ID_HANDLER_A) { ID_HANDLER_B } else { ID_HANDLER_A }
            packet.setId(handler)
            packet.setA1(0)
            def data := packet.a2()
            var i := 0
            while (i < 4) {
                letter += 1
                if (letter > 26) { letter := 1 }
                data[i] := letter
                i += 1
            }
            return scheduler.queue(packet)
        }
    }
}

def makeHandlerTask(scheduler) {
    var work := null
    var devices := null
    return object handlerTask {
        to run(packet) {
            if (packet != null) {
                if (packet.kind() == KIND_WORK) { work := packet.addTo(work) } else { devices := packet.addTo(devices) }
            }
            if (work != null) {
                def count := work.a1()
                if (count < 4) {
                    if (devices != null) {
                        def p := devices
                        devices := p.link()
                        p.setA1(work.a2()[count])
                        work.setA1(count + 1)
                        return scheduler.queue(p)
                    }
                } else {
                    def p := work
                    work := p.link()
                    return scheduler.queue(p)
                }
            }
            return scheduler.suspendCurrent()
        }
    }
}

def richards(count) {
    def scheduler := makeScheduler()
    scheduler.addTask(ID_IDLE, 0, null, makeIdleTask(scheduler, 1, count))
    scheduler.setRunning()
    var queue := makePacket(null, ID_WORKER, KIND_WORK)
    queue := makePacket(queue, ID_WORKER, KIND_WORK)
    scheduler.addTask(ID_WORKER, 1000, queue, makeWorkerTask(scheduler, ID_HANDLER_A, 0))
    for [device, handler, priority] in ([[ID_DEVICE_A, ID_HANDLER_A, 2000], [ID_DEVICE_B, ID_HANDLER_B, 3000]]) {
        queue := null
        for _ in (0..!3) { queue := makePacket(queue, device, KIND_DEVICE) }
        scheduler.addTask(handler, priority, queue, makeHandlerTask(scheduler))
    }
    scheduler.addTask(ID_DEVICE_A, 4000, null, makeDeviceTask(scheduler))
    scheduler.addTask(ID_DEVICE_B, 5000, null, makeDeviceTask(scheduler))
    scheduler.schedule()
    return scheduler.counts()
}
var seed := 29
for _ in (0..!3) {
    seed := (seed * 3877 + 29573) % 139968
    def [queued, held] := richards(50000 + (seed % 100))
    traceln(queued)
    traceln(held)
}
def [queued, held] := richards(1000)
traceln(queued)
traceln(held)
