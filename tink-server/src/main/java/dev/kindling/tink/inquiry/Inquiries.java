package dev.kindling.tink.inquiry;

import dev.kindling.contract.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Service;

/**
 * Asks every service that has a line open to this tink-server, and gathers what they say. Nothing of it is kept: a
 * question whose service goes away is asked again by the person.
 */
@Service
public class Inquiries {

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final Map<UUID, BlockingQueue<Answer>> open = new ConcurrentHashMap<>();

    /** One service that waits for questions. */
    public interface Line {

        String service();

        /** @return false when nobody is at the other end any more */
        boolean ask(Question question);
    }

    public void attend(Line line) {
        lines.add(line);
    }

    public void leave(Line line) {
        lines.remove(line);
    }

    /** An answer that nobody waits for is dropped. */
    public void answered(UUID question, Answer answer) {
        BlockingQueue<Answer> waiting = open.get(question);
        if (waiting != null) {
            waiting.add(answer);
        }
    }

    /** What all of them say within a few seconds, in the order in which they do; services that are not here say nothing. */
    public List<Answer> ask(Question.Subject subject, MacAddress mac, String client) {
        Question question = new Question(UUID.randomUUID(), subject, mac, client, PATIENCE);
        BlockingQueue<Answer> waiting = new LinkedBlockingQueue<>();
        open.put(question.id(), waiting);
        try {
            int asked = 0;
            for (Line line : lines) {
                asked += line.ask(question) ? 1 : 0;
            }
            return gather(waiting, asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.copyOf(waiting);
        } finally {
            open.remove(question.id());
        }
    }

    private static List<Answer> gather(BlockingQueue<Answer> waiting, int asked) throws InterruptedException {
        List<Answer> answers = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (answers.size() < asked) {
            Answer answer = waiting.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (answer == null) {
                return answers;
            }
            answers.add(answer);
        }
        return answers;
    }
}
