package dev.kindling.agent.journal;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The text form of one step. */
final class JournalLine {

    static final String CONTAINER = "container";
    private static final int RESULT = 4;
    private static final int REACTION = 7;

    private JournalLine() {}

    static String words(ActionRef ref) {
        return ref.workflow() + " " + ref.index() + " " + ref.attempt();
    }

    static String words(ActionResult result) {
        int exitCode = result instanceof ActionResult.Failed failed ? failed.exitCode() : 0;
        byte[] message = result.message().getBytes(StandardCharsets.UTF_8);
        // The leading '=' keeps the word there when the message is empty.
        return result.word() + " " + exitCode + " =" + Base64.getEncoder().encodeToString(message);
    }

    /** Notes one step; a line of a later version of the agent is passed over. */
    static void apply(String line, Map<ActionRef, Entry> entries) {
        String[] words = line.split(" ");
        if (words.length < 4) {
            return;
        }
        ActionRef ref = new ActionRef(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
        switch (words[0]) {
            case "assigned" -> entries.put(ref, new Entry.Assigned());
            case "started" -> entries.put(ref, new Entry.Started(words.length > 4 && words[4].equals(CONTAINER)));
            case "reacting" -> entries.put(ref, new Entry.Reacting(result(words, RESULT)));
            case "finished" -> entries.put(ref, new Entry.Finished(result(words, RESULT), reaction(words)));
            case "acknowledged" -> acknowledge(ref, entries);
            default -> {
                return;
            }
        }
    }

    private static void acknowledge(ActionRef ref, Map<ActionRef, Entry> entries) {
        if (entries.get(ref) instanceof Entry.Finished finished) {
            entries.put(ref, new Entry.Acknowledged(finished.result(), finished.reaction()));
        } else {
            // Told to forget it before it began.
            entries.remove(ref);
        }
    }

    private static Optional<ActionResult> reaction(String[] words) {
        return words.length > REACTION ? Optional.of(result(words, REACTION)) : Optional.empty();
    }

    private static ActionResult result(String[] words, int at) {
        String message = new String(Base64.getDecoder().decode(words[at + 2].substring(1)), StandardCharsets.UTF_8);
        return switch (words[at]) {
            case "succeeded" -> new ActionResult.Succeeded(message);
            case "failed" -> new ActionResult.Failed(message, Integer.parseInt(words[at + 1]));
            case "timed-out" -> new ActionResult.TimedOut(message);
            case "cancelled" -> new ActionResult.Cancelled();
            case "rebooting" -> new ActionResult.Rebooting();
            default -> new ActionResult.Interrupted(message);
        };
    }
}
