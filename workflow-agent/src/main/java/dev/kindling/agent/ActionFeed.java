package dev.kindling.agent;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.runtime.ActionOutput;
import dev.kindling.agent.runtime.Redactor;
import dev.kindling.agent.tink.AppendAnswer;
import dev.kindling.agent.tink.Progress;
import dev.kindling.agent.tink.Tink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Sends log and progress of one attempt, at most twice a second, from its own thread: a slow server never holds up the
 * action. What does not fit into the buffer meanwhile is dropped, and the log says how much.
 */
final class ActionFeed implements ActionOutput {

    private static final int BUFFER = 256 << 10;
    private static final int CHUNK = 64 << 10;
    private static final long INTERVAL_MILLIS = 500;

    private final Tink tink;
    private final ActionRef ref;
    private final Redactor redactor;
    private final Thread sender;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long offset;
    private long lost;
    private Progress progress;
    private boolean full;
    private boolean closed;

    /**
     * Log of an attempt that the server does not have yet.
     *
     * @param offset bytes of the attempt's log that it has
     * @param bytes what follows, no more than the buffer holds
     */
    record Unsent(long offset, byte[] bytes) {

        static final Unsent NOTHING = new Unsent(0, new byte[0]);
    }

    /** @param before what is left of this attempt's earlier feed */
    ActionFeed(Tink tink, ActionRef ref, Redactor redactor, Unsent before) {
        this.tink = tink;
        this.ref = ref;
        this.redactor = redactor;
        this.offset = before.offset();
        this.pending.writeBytes(before.bytes());
        this.sender = new Thread(this::send, "feed-" + ref);
        this.sender.setDaemon(true);
    }

    void start() {
        sender.start();
    }

    @Override
    public synchronized void bytes(byte[] buffer, int start, int length) {
        keep(redactor.push(buffer, start, length));
    }

    private void keep(byte[] bytes) {
        if (full) {
            return;
        }
        if (pending.size() + bytes.length > BUFFER) {
            lost += bytes.length;
            return;
        }
        tellLost();
        pending.writeBytes(bytes);
        notifyAll();
    }

    private void tellLost() {
        if (lost > 0) {
            pending.writeBytes(("[" + lost + " bytes of log lost: the server was slower than the action]\n")
                    .getBytes(StandardCharsets.US_ASCII));
            lost = 0;
        }
    }

    @Override
    public synchronized void progress(long done, long total) {
        progress = new Progress(done, total, "bytes");
        notifyAll();
    }

    /**
     * Sends what is left, but waits no longer than so.
     *
     * @return what could not be sent: where this attempt's log goes on
     */
    Unsent close(Duration limit) throws InterruptedException {
        synchronized (this) {
            keep(redactor.flush());
            if (!full) {
                tellLost();
            }
            closed = true;
            notifyAll();
        }
        sender.join(Math.max(1, limit.toMillis()));
        // A call that was under way may still have brought something: its answer, or its end, is waited for.
        sender.interrupt();
        sender.join();
        synchronized (this) {
            return new Unsent(offset, pending.toByteArray());
        }
    }

    /**
     * Closes the feed of an attempt whose result is known: what is still unsent then is lost, and the log says so where the server takes
     * that much.
     *
     * @return how many bytes are lost
     */
    int giveUp(Duration limit) throws InterruptedException {
        Unsent unsent = close(limit);
        int gone = unsent.bytes().length;
        if (gone > 0) {
            tink.log(
                    ref,
                    unsent.offset(),
                    ("[" + gone + " bytes of log lost: the server did not take them]\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }
        return gone;
    }

    private void send() {
        try {
            boolean more = true;
            while (more) {
                sendLog();
                sendProgress();
                more = awaitMore();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean awaitMore() throws InterruptedException {
        if (!closed && pending.size() < CHUNK) {
            wait(INTERVAL_MILLIS);
        }
        while (!closed && pending.size() == 0 && progress == null) {
            wait();
        }
        return pending.size() > 0 || progress != null;
    }

    private void sendLog() throws InterruptedException {
        byte[] chunk;
        long from;
        synchronized (this) {
            byte[] all = pending.toByteArray();
            chunk = Arrays.copyOf(all, Math.min(CHUNK, all.length));
            from = offset;
        }
        if (chunk.length == 0) {
            return;
        }
        AppendAnswer answer = tink.log(ref, from, chunk);
        if (answer instanceof AppendAnswer.Stored stored) {
            drop(chunk.length, stored.nextOffset());
        } else if (answer instanceof AppendAnswer.Full) {
            forget();
        } else {
            Thread.sleep(INTERVAL_MILLIS);
        }
    }

    /** An answer may be to a chunk whose first answer was lost: the server's offset decides what it has. */
    private synchronized void drop(int sent, long nextOffset) {
        long has = nextOffset - offset;
        int gone = has < 0 || has > pending.size() ? sent : (int) has;
        byte[] all = pending.toByteArray();
        pending.reset();
        pending.write(all, gone, all.length - gone);
        offset = nextOffset;
    }

    private synchronized void forget() {
        full = true;
        pending.reset();
    }

    private void sendProgress() {
        Progress latest;
        synchronized (this) {
            latest = progress;
            progress = null;
        }
        if (latest != null) {
            tink.progress(ref, latest);
        }
    }
}
