ID_IDLE, ID_WORKER, ID_HANDLER_A, ID_HANDLER_B, ID_DEVICE_A, ID_DEVICE_B = range(6)
KIND_DEVICE, KIND_WORK = 0, 1
RUNNABLE, SUSPENDED, SUSPENDED_RUNNABLE, HELD = 1, 2, 3, 4


class Packet:
    def __init__(self, link, id, kind):
        self.link = link
        self.id = id
        self.kind = kind
        self.a1 = 0
        self.a2 = [0, 0, 0, 0]

    def add_to(self, queue):
        self.link = None
        if queue is None:
            return self
        last = queue
        next = last.link
        while next is not None:
            last = next
            next = last.link
        last.link = self
        return queue


class ControlBlock:
    def __init__(self, link, id, priority, queue, task):
        self.link = link
        self.id = id
        self.priority = priority
        self.queue = queue
        self.task = task
        self.state = SUSPENDED if queue is None else SUSPENDED_RUNNABLE

    def set_running(self):
        self.state = 0

    def mark_as_not_held(self):
        if self.state >= HELD:
            self.state -= HELD

    def mark_as_held(self):
        self.state |= HELD

    def mark_as_suspended(self):
        self.state |= SUSPENDED

    def is_held_or_suspended(self):
        return (self.state & HELD) != 0 or self.state == SUSPENDED

    def run(self):
        packet = None
        if self.state == SUSPENDED_RUNNABLE:
            packet = self.queue
            self.queue = packet.link
            self.state = 0 if self.queue is None else RUNNABLE
        return self.task.run(packet)

    def check_priority_add(self, current, packet):
        if self.queue is None:
            self.queue = packet
            self.state |= RUNNABLE
            if self.priority > current.priority:
                return self
        else:
            self.queue = packet.add_to(self.queue)
        return current


class Scheduler:
    def __init__(self):
        self.queue_count = 0
        self.hold_count = 0
        self.blocks = [None] * 6
        self.list = None
        self.current = None
        self.current_id = 0

    def add_task(self, id, priority, queue, task):
        self.current = ControlBlock(self.list, id, priority, queue, task)
        self.list = self.current
        self.blocks[id] = self.current

    def schedule(self):
        self.current = self.list
        while self.current is not None:
            if self.current.is_held_or_suspended():
                self.current = self.current.link
            else:
                self.current_id = self.current.id
                self.current = self.current.run()

    def release(self, id):
        block = self.blocks[id]
        if block is None:
            return block
        block.mark_as_not_held()
        return block if block.priority > self.current.priority else self.current

    def hold_current(self):
        self.hold_count += 1
        self.current.mark_as_held()
        return self.current.link

    def suspend_current(self):
        self.current.mark_as_suspended()
        return self.current

    def queue(self, packet):
        block = self.blocks[packet.id]
        if block is None:
            return block
        self.queue_count += 1
        packet.link = None
        packet.id = self.current_id
        return block.check_priority_add(self.current, packet)


class IdleTask:
    def __init__(self, scheduler, v1, count):
        self.scheduler = scheduler
        self.v1 = v1
        self.count = count

    def run(self, _):
        self.count -= 1
        if self.count == 0:
            return self.scheduler.hold_current()
        if (self.v1 & 1) == 0:
            self.v1 >>= 1
            return self.scheduler.release(ID_DEVICE_A)
        self.v1 = (self.v1 >> 1) ^ 0xD008
        return self.scheduler.release(ID_DEVICE_B)


class DeviceTask:
    def __init__(self, scheduler):
        self.scheduler = scheduler
        self.pending = None

    def run(self, packet):
        if packet is None:
            if self.pending is None:
                return self.scheduler.suspend_current()
            p = self.pending
            self.pending = None
            return self.scheduler.queue(p)
        self.pending = packet
        return self.scheduler.hold_current()


class WorkerTask:
    def __init__(self, scheduler, handler, letter):
        self.scheduler = scheduler
        self.handler = handler
        self.letter = letter

    def run(self, packet):
        if packet is None:
            return self.scheduler.suspend_current()
        self.handler = ID_HANDLER_B if self.handler == ID_HANDLER_A else ID_HANDLER_A
        packet.id = self.handler
        packet.a1 = 0
        data = packet.a2
        i = 0
        while i < 4:
            self.letter += 1
            if self.letter > 26:
                self.letter = 1
            data[i] = self.letter
            i += 1
        return self.scheduler.queue(packet)


class HandlerTask:
    def __init__(self, scheduler):
        self.scheduler = scheduler
        self.work = None
        self.devices = None

    def run(self, packet):
        if packet is not None:
            if packet.kind == KIND_WORK:
                self.work = packet.add_to(self.work)
            else:
                self.devices = packet.add_to(self.devices)
        if self.work is not None:
            count = self.work.a1
            if count < 4:
                if self.devices is not None:
                    p = self.devices
                    self.devices = p.link
                    p.a1 = self.work.a2[count]
                    self.work.a1 = count + 1
                    return self.scheduler.queue(p)
            else:
                p = self.work
                self.work = p.link
                return self.scheduler.queue(p)
        return self.scheduler.suspend_current()


def richards(count):
    scheduler = Scheduler()
    scheduler.add_task(ID_IDLE, 0, None, IdleTask(scheduler, 1, count))
    scheduler.current.set_running()
    queue = Packet(None, ID_WORKER, KIND_WORK)
    queue = Packet(queue, ID_WORKER, KIND_WORK)
    scheduler.add_task(ID_WORKER, 1000, queue, WorkerTask(scheduler, ID_HANDLER_A, 0))
    for device, handler, priority in [(ID_DEVICE_A, ID_HANDLER_A, 2000), (ID_DEVICE_B, ID_HANDLER_B, 3000)]:
        queue = None
        for _ in range(3):
            queue = Packet(queue, device, KIND_DEVICE)
        scheduler.add_task(handler, priority, queue, HandlerTask(scheduler))
    scheduler.add_task(ID_DEVICE_A, 4000, None, DeviceTask(scheduler))
    scheduler.add_task(ID_DEVICE_B, 5000, None, DeviceTask(scheduler))
    scheduler.schedule()
    return scheduler.queue_count, scheduler.hold_count


seed = 29
for _ in range(3):
    seed = (seed * 3877 + 29573) % 139968
    queued, held = richards(50000 + seed % 100)
    print(queued)
    print(held)
queued, held = richards(1000)
print(queued)
print(held)
