package dev.kindling.agent.tink;

import dev.kindling.agent.action.ActionRef;
import java.util.function.Consumer;

/** tink-server, as one boot of one machine sees it. No method throws for what a network or a server does. */
public interface Tink extends AutoCloseable {

    /** Proves which boot this is; the same enrolment may be sent again. */
    EnrolAnswer enrol(Enrolment enrolment);

    /**
     * Opens the stream of work. Events come on threads of this port, the last one is always {@link WorkEvent.Ended}.
     *
     * @return closes the stream; no event comes after it
     */
    Runnable work(Consumer<WorkEvent> events);

    /** Says what happened; the same report may be sent again. */
    ReportAnswer report(ActionRef ref, long sequence, ActionEvent event);

    /**
     * Sends log bytes.
     *
     * @param offset bytes of this attempt's log before these
     * @param bytes at most 64 KiB
     */
    AppendAnswer log(ActionRef ref, long offset, byte[] bytes);

    /** Sends how far it is; best effort. */
    void progress(ActionRef ref, Progress progress);

    @Override
    void close();
}
