package dev.kindling.agent;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.tink.ActionEvent;
import dev.kindling.agent.tink.AppendAnswer;
import dev.kindling.agent.tink.EnrolAnswer;
import dev.kindling.agent.tink.Enrolment;
import dev.kindling.agent.tink.Progress;
import dev.kindling.agent.tink.ReportAnswer;
import dev.kindling.agent.tink.Tink;
import dev.kindling.agent.tink.WorkEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server whose answers a test lays out beforehand; without a layout it agrees to everything. */
final class FakeTink implements Tink {

    record Report(ActionRef ref, long sequence, ActionEvent event) {

        boolean isLast() {
            return event instanceof ActionEvent.Ended;
        }

        ActionResult result() {
            return ((ActionEvent.Ended) event).result();
        }
    }

    final Deque<EnrolAnswer> enrolAnswers = new ArrayDeque<>();
    final Deque<ReportAnswer> reportAnswers = new ArrayDeque<>();
    final List<Enrolment> enrolments = new ArrayList<>();
    final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    final BlockingQueue<Consumer<WorkEvent>> streams = new LinkedBlockingQueue<>();
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    final List<Long> offsets = new ArrayList<>();
    final List<Progress> progress = new ArrayList<>();

    @Override
    public synchronized EnrolAnswer enrol(Enrolment enrolment) {
        enrolments.add(enrolment);
        return enrolAnswers.isEmpty() ? new EnrolAnswer.Enrolled("node-1", "hw-1") : enrolAnswers.remove();
    }

    @Override
    public Runnable work(Consumer<WorkEvent> events) {
        streams.add(events);
        return () -> {};
    }

    /** As when the database is away: reports and logs are not answered. */
    volatile boolean away;

    /** Longer chunks are not taken. */
    volatile int longestChunk = Integer.MAX_VALUE;

    @Override
    public synchronized ReportAnswer report(ActionRef ref, long sequence, ActionEvent event) {
        reports.add(new Report(ref, sequence, event));
        if (away) {
            return new ReportAnswer.Unavailable("away");
        }
        return reportAnswers.isEmpty() ? new ReportAnswer.Accepted() : reportAnswers.remove();
    }

    @Override
    public synchronized AppendAnswer log(ActionRef ref, long offset, byte[] bytes) {
        if (away || bytes.length > longestChunk) {
            return new AppendAnswer.Unavailable();
        }
        log.writeBytes(bytes);
        offsets.add(offset);
        return new AppendAnswer.Stored(offset + bytes.length);
    }

    @Override
    public synchronized void progress(ActionRef ref, Progress latest) {
        progress.add(latest);
    }

    @Override
    public void close() {}

    Consumer<WorkEvent> stream() throws InterruptedException {
        return expected(streams.poll(60, TimeUnit.SECONDS), "a stream of work");
    }

    Report report() throws InterruptedException {
        return expected(reports.poll(60, TimeUnit.SECONDS), "a report");
    }

    synchronized String logText() {
        return log.toString(StandardCharsets.UTF_8);
    }

    private static <T> T expected(T value, String what) {
        if (value == null) {
            throw new AssertionError("the agent never made " + what);
        }
        return value;
    }
}
