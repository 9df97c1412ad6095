package dev.kindling.boots.tftp;

import dev.kindling.boots.ThreadUrgency;
import dev.kindling.boots.tftp.packet.MalformedPacketException;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpError;
import dev.kindling.boots.tftp.packet.TftpPacket;
import dev.kindling.boots.tftp.port.Peer;
import dev.kindling.boots.tftp.port.UdpPort;
import dev.kindling.boots.tftp.port.UdpPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that moves the packets of many transfers, and touches neither disk nor log while they go well. All
 * requests of one client port come to the same loop, in order, so a repeated request is seen as one.
 */
final class TransferLoop implements AutoCloseable {

    /** Whoever forges requests in the name of another draws at most so many first packets on it at one time. */
    static final int MAXIMUM_UNANSWERED = 256;

    private static final Logger log = LoggerFactory.getLogger(TransferLoop.class);
    private static final long TICK_MILLIS = 50;
    private static final long IDLE_MILLIS = 500;
    private static final long STOP_MILLIS = 2_000;

    private final UdpPorts ports;
    private final InetAddress address;
    private final BlockNumbers numbers;
    private final TransferListener listener;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Map<Peer, Session> sessions = new HashMap<>();
    private final Map<Integer, Integer> unanswered = new HashMap<>();
    private UdpPort requests;
    private UdpPort shared;
    private UdpPort errors;
    private long nextTick = System.nanoTime();
    private Thread thread;
    private volatile boolean open = true;

    /** Hears of every request given to the loop exactly once, on the loop's thread; must not wait. */
    interface TransferListener {
        void ended(Session session);

        /** The request repeated one that is being answered, or could not be started. */
        void discarded(Answer.Accepted request);
    }

    /** What comes to the port of requests and belongs to no transfer; called on the loop's thread, must not wait. */
    interface RequestListener {
        void received(Peer client, TftpPacket packet);

        void malformed(Peer client, String reason);
    }

    /** @param address the server's own, from which transfers are sent */
    TransferLoop(UdpPorts ports, InetAddress address, BlockNumbers numbers, TransferListener listener)
            throws IOException {
        this.ports = ports;
        this.address = address;
        this.numbers = numbers;
        this.listener = listener;
    }

    /**
     * Listens for requests too; call before {@link #start}.
     *
     * @param onePort whether transfers and errors leave from there as well
     */
    InetSocketAddress listen(InetSocketAddress local, boolean onePort, RequestListener requestListener)
            throws IOException {
        requests = ports.open(local, (from, bytes) -> requested(from, bytes, requestListener));
        shared = onePort ? requests : null;
        return requests.localAddress();
    }

    void start(String name) throws IOException {
        errors = shared == null ? ports.open(new InetSocketAddress(address, 0), (_, _) -> {}) : shared;
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** Answers a request soon; callable from any thread. */
    void answer(Answer answer) {
        answers.add(answer);
        if (!woken.getAndSet(true)) {
            ports.wakeup();
        }
    }

    /** Returns when the transfers have ended and were handed to the listener. */
    @Override
    public void close() throws IOException {
        open = false;
        if (thread == null) {
            ports.close();
            return;
        }
        ports.wakeup();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        ThreadUrgency.raise();
        while (open) {
            try {
                ports.await(sessions.isEmpty() ? IDLE_MILLIS : TICK_MILLIS);
                // First lowered, then emptied: what comes in between is seen now or wakes again.
                woken.set(false);
                for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
                    give(answer);
                }
                tick(System.nanoTime());
            } catch (IOException | RuntimeException e) {
                log.atError().setCause(e).log("tftp.loop-failed");
            }
        }
        List.copyOf(sessions.values()).forEach(this::end);
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (answer instanceof Answer.Accepted request) {
                listener.discarded(request);
            }
        }
        try {
            ports.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("tftp.close-failed");
        }
    }

    private void requested(Peer from, ByteBuffer bytes, RequestListener requestListener) throws IOException {
        TftpPacket packet;
        try {
            packet = TftpCodec.decode(bytes);
        } catch (MalformedPacketException e) {
            if (sharedSession(from) == null) {
                requestListener.malformed(from, e.getMessage());
                decline(errors, from, TftpPacket.Failure.of(TftpError.ILLEGAL_OPERATION, e.getMessage()));
            }
            return;
        }
        Session session = sharedSession(from);
        if (session != null
                && !(packet instanceof TftpPacket.ReadRequest)
                && !(packet instanceof TftpPacket.WriteRequest)) {
            received(session, packet);
        } else {
            requestListener.received(from, packet);
        }
    }

    /** The transfer of this client that uses the port of requests. */
    private Session sharedSession(Peer from) {
        return shared == null ? null : sessions.get(from);
    }

    private void received(Session session, TftpPacket packet) {
        boolean before = session.transfer().isAnswered();
        step(session, () -> session.received(packet, System.nanoTime()));
        if (!before && session.transfer().isAnswered()) {
            proved(session.request().client());
        }
    }

    /** Packets on a port that is one transfer's own. */
    private void received(Peer client, Peer from, ByteBuffer bytes) throws IOException {
        Session session = sessions.get(client);
        if (session == null) {
            return;
        }
        if (!from.equals(client)) {
            decline(
                    session.port(),
                    from,
                    TftpPacket.Failure.of(TftpError.UNKNOWN_TRANSFER_ID, "this transfer is with another port"));
            return;
        }
        try {
            received(session, TftpCodec.decode(bytes));
        } catch (MalformedPacketException e) {
            // Rubbish from the client's own port disturbs nothing; a silent client runs into the time-out.
            log.atDebug()
                    .addKeyValue("client", from)
                    .addKeyValue("reason", e.getMessage())
                    .log("tftp.rubbish");
        }
    }

    private static void decline(UdpPort port, Peer client, TftpPacket.Failure failure) throws IOException {
        port.send(TftpCodec.encode(failure), client);
    }

    private void give(Answer answer) throws IOException {
        switch (answer) {
            case Answer.Declined(Peer client, TftpPacket.Failure failure, PacketTrail trail) -> {
                ByteBuffer packet = TftpCodec.encode(failure);
                trail.sent(errors.localAddress(), packet);
                errors.send(packet, client);
            }
            case Answer.Accepted request -> accept(request);
        }
    }

    private void accept(Answer.Accepted request) throws IOException {
        Session before = sessions.get(request.client());
        if (before != null) {
            // Its abort may be waiting in the socket while the next request overtook it.
            before.port().receive();
        }
        if (before != null && before.isRepeatedBy(request, System.nanoTime())) {
            listener.discarded(request);
        } else if (unanswered.getOrDefault(request.client().address(), 0) >= MAXIMUM_UNANSWERED) {
            decline(errors, request.client(), TftpPacket.Failure.of(TftpError.NOT_DEFINED, "busy, try again"));
            listener.discarded(request);
        } else {
            begin(request, before);
        }
    }

    private void begin(Answer.Accepted request, Session before) {
        if (before != null && before.isRunning()) {
            before.transfer().fail();
            end(before);
        }
        Session session;
        try {
            session = new Session(request, port(request.client()), shared == null, numbers);
        } catch (IOException e) {
            log.atError().addKeyValue("file", request.file()).setCause(e).log("tftp.socket-failed");
            listener.discarded(request);
            return;
        }
        sessions.put(request.client(), session);
        unanswered.merge(request.client().address(), 1, Integer::sum);
        step(session, () -> session.transfer().start(System.nanoTime()));
    }

    private UdpPort port(Peer client) throws IOException {
        return shared == null
                ? ports.open(new InetSocketAddress(address, 0), (from, bytes) -> received(client, from, bytes))
                : shared;
    }

    private void proved(Peer client) {
        unanswered.computeIfPresent(client.address(), (_, count) -> count == 1 ? null : count - 1);
    }

    private void tick(long now) {
        if (now - nextTick < 0) {
            return;
        }
        nextTick = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        for (Session session : new ArrayList<>(sessions.values())) {
            step(session, () -> session.transfer().elapsed(now));
        }
    }

    /** What may happen to a session: it goes on, it ends by itself, or its socket breaks. */
    private interface Step {
        void run() throws IOException;
    }

    private void step(Session session, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("file", session.request().file())
                    .addKeyValue("client", session.request().client())
                    .setCause(e)
                    .log("tftp.transfer-broke");
            session.transfer().fail();
        }
        if (!session.isRunning()) {
            end(session);
        }
    }

    private void end(Session session) {
        if (!sessions.remove(session.request().client(), session)) {
            return;
        }
        if (!session.transfer().isAnswered()) {
            proved(session.request().client());
        }
        try {
            session.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("tftp.close-failed");
        }
        listener.ended(session);
    }
}
