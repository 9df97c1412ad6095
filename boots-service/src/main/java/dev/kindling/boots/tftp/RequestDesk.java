package dev.kindling.boots.tftp;

import dev.kindling.boots.content.BoardTrees;
import dev.kindling.boots.content.BootPath;
import dev.kindling.boots.content.ContentAnswer;
import dev.kindling.boots.tftp.packet.TftpError;
import dev.kindling.boots.tftp.packet.TftpPacket;
import dev.kindling.boots.tftp.port.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up what requests ask for, one after the other, on a thread that may wait for the disk, so that the transfers
 * need not. When more requests wait than it can take, the newest are dropped: their clients ask again.
 */
final class RequestDesk implements TransferLoop.RequestListener, TransferLoop.TransferListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RequestDesk.class);
    private static final int MAXIMUM_WAITING = 1_024;
    private static final long STOP_MILLIS = 2_000;

    private final TftpProperties properties;
    private final int maximumBlockSize;
    private final BoardTrees trees;
    private final TftpJournal journal;
    private final Consumer<Answer> answers;
    private final AtomicInteger transfers = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private InetSocketAddress listening;
    private Thread thread;
    private volatile boolean open = true;

    /** @param answers takes the answer to every request */
    RequestDesk(
            TftpProperties properties,
            int maximumBlockSize,
            BoardTrees trees,
            TftpJournal journal,
            Consumer<Answer> answers) {
        this.properties = properties;
        this.maximumBlockSize = maximumBlockSize;
        this.trees = trees;
        this.journal = journal;
        this.answers = answers;
    }

    /** @param local where requests come to */
    void start(InetSocketAddress local) {
        listening = local;
        thread = Thread.ofPlatform().daemon().name("boots-tftp-desk").start(this::run);
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        work.add(() -> open = false);
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (open) {
            try {
                work.take().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("tftp.request-failed");
            }
        }
    }

    @Override
    public void received(Peer client, TftpPacket packet) {
        if (waiting.incrementAndGet() > MAXIMUM_WAITING) {
            waiting.decrementAndGet();
            journal.turnedAway(TftpJournal.Result.DROPPED, client, "too many requests");
            return;
        }
        work.add(() -> {
            waiting.decrementAndGet();
            answer(client, packet);
        });
    }

    @Override
    public void malformed(Peer client, String reason) {
        journal.turnedAway(TftpJournal.Result.MALFORMED, client, reason);
    }

    @Override
    public void ended(Session session) {
        transfers.decrementAndGet();
        work.add(() -> journal.ended(session));
    }

    @Override
    public void discarded(Answer.Accepted request) {
        transfers.decrementAndGet();
        journal.turnedAway(TftpJournal.Result.REPEATED, request.client(), request.file());
        close(request.found());
    }

    private void answer(Peer client, TftpPacket packet) {
        switch (packet) {
            case TftpPacket.ReadRequest request -> read(client, request);
            case TftpPacket.WriteRequest request ->
                refuse(client, request.file(), new ContentAnswer.Refused("this server is read-only"));
            case TftpPacket.Data _, TftpPacket.Acknowledgement _, TftpPacket.OptionAcknowledgement _ -> {
                journal.turnedAway(TftpJournal.Result.MALFORMED, client, "no request");
                decline(client, TftpError.UNKNOWN_TRANSFER_ID, "there is no such transfer", PacketTrail.NONE);
            }
            // An error is never answered (RFC 1350, section 7).
            case TftpPacket.Failure _ -> journal.turnedAway(TftpJournal.Result.MALFORMED, client, "an error");
        }
    }

    private void read(Peer client, TftpPacket.ReadRequest request) {
        if (!request.mode().equalsIgnoreCase("octet")) {
            journal.turnedAway(TftpJournal.Result.MALFORMED, client, "mode is not octet");
            decline(client, TftpError.ILLEGAL_OPERATION, "mode must be octet", PacketTrail.NONE);
            return;
        }
        if (request.file().isEmpty() || request.file().length() > BootPath.MAXIMUM) {
            journal.turnedAway(TftpJournal.Result.MALFORMED, client, "no name, or one that is too long");
            String rule = "a name has 1 to " + BootPath.MAXIMUM + " characters";
            decline(client, TftpError.ILLEGAL_OPERATION, rule, PacketTrail.NONE);
            return;
        }
        find(client, request).ifPresent(answer -> {
            switch (answer) {
                case ContentAnswer.Refused refused -> refuse(client, request.file(), refused);
                case ContentAnswer.Missing missing -> {
                    journal.missing(client, request.file(), missing);
                    PacketTrail trail = trail(missing.reader(), client, request);
                    decline(client, TftpError.FILE_NOT_FOUND, "file not found", trail);
                }
                case ContentAnswer.Found found -> serve(client, request, found);
            }
        });
    }

    /** Empty when the client was told that the file cannot be read. */
    private Optional<ContentAnswer> find(Peer client, TftpPacket.ReadRequest request) {
        try {
            return Optional.of(trees.find(client.inetAddress(), request.file()));
        } catch (AccessDeniedException e) {
            journal.unreadable(client, request.file(), e);
            decline(client, TftpError.ACCESS_VIOLATION, "the server may not read this file", PacketTrail.NONE);
        } catch (IOException e) {
            journal.unreadable(client, request.file(), e);
            decline(client, TftpError.NOT_DEFINED, "the file cannot be read", PacketTrail.NONE);
        }
        return Optional.empty();
    }

    private PacketTrail trail(Optional<ContentAnswer.Reader> reader, Peer client, TftpPacket.ReadRequest request) {
        PacketTrail trail = journal.trail(reader, client, listening);
        trail.received(listening, request);
        return trail;
    }

    private void serve(Peer client, TftpPacket.ReadRequest request, ContentAnswer.Found found) {
        PacketTrail trail = trail(Optional.of(found.reader()), client, request);
        if (transfers.incrementAndGet() > properties.maximumTransfers()) {
            transfers.decrementAndGet();
            close(found);
            journal.turnedAway(TftpJournal.Result.BUSY, client, "too many transfers");
            decline(client, TftpError.NOT_DEFINED, "busy, try again", trail);
            return;
        }
        TransferOptions options = TransferOptions.negotiate(
                request.options(), found.content().size(), maximumBlockSize, properties.maximumWindow());
        Answer.Accepted accepted = new Answer.Accepted(client, request.file(), found, options, trail);
        journal.serving(accepted);
        answers.accept(accepted);
    }

    private void refuse(Peer client, String file, ContentAnswer.Refused refused) {
        journal.refused(client, file, refused);
        decline(client, TftpError.ACCESS_VIOLATION, refused.rule(), PacketTrail.NONE);
    }

    private void decline(Peer client, TftpError error, String message, PacketTrail trail) {
        answers.accept(new Answer.Declined(client, TftpPacket.Failure.of(error, message), trail));
    }

    private static void close(ContentAnswer.Found found) {
        try {
            found.content().close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("tftp.close-failed");
        }
    }
}
