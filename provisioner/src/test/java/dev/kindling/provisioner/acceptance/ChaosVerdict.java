package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds what the actions wrote on their boards against what the servers say, and the timelines against both. */
record ChaosVerdict(ChaosLab lab, Set<String> retriedByOperator) {

    /**
     * An attempt that has to be in the timeline of its workflow.
     *
     * @param succeeded whether it is the one by which its action is done
     */
    record Told(String workflow, int index, int attempt, boolean succeeded) {}

    /** @param workflows how many there have to be */
    void check(int workflows) throws IOException, SQLException {
        Map<String, Long> judged = new HashMap<>();
        for (ChaosBoard board : lab.boards()) {
            board.judge().forEach(line -> judged.merge(line, 1L, Long::sum));
        }
        assertThat(judged)
                .as("no attempt ever ran twice")
                .allSatisfy((line, times) -> assertThat(times).as(line).isEqualTo(1));
        try (Connection sql = lab.sql()) {
            assertThat(states(sql)).containsExactly(Map.entry("SUCCESS", (long) workflows));
            List<Told> told = checkActions(sql, judged);
            assertThat(told.stream().map(Told::workflow).distinct()).hasSize(workflows);
            checkTimelines(told, timelines(sql));
        }
    }

    private static Map<String, Long> states(Connection sql) throws SQLException {
        return rows(sql, "select state from workflow", row -> text(row, 1)).stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private List<Told> checkActions(Connection sql, Map<String, Long> judged) throws SQLException {
        List<String[]> actions = rows(
                sql,
                "select workflow_id, plan->>'name', attempt, plan->>'actionClass', state, position from workflow_action",
                row -> new String[] {text(row, 1), text(row, 2), text(row, 3), text(row, 4), text(row, 5), text(row, 6)
                });
        List<Told> told = new ArrayList<>();
        for (String[] action : actions) {
            String what = action[0] + " " + action[1];
            assertThat(action[4]).as(what).isEqualTo("SUCCEEDED");
            assertThat(judged).as(what + " is done").containsEntry("end " + what + " " + action[2], 1L);
            if (action[3].equals("ONCE")) {
                long begun = judged.keySet().stream()
                        .filter(line -> line.startsWith("begin " + what + " "))
                        .count();
                long allowed = retriedByOperator.stream()
                        .filter(line -> line.startsWith(what + " "))
                        .count();
                assertThat(begun).as(what + " begun").isLessThanOrEqualTo(1 + allowed);
            }
            int last = Integer.parseInt(action[2]);
            for (int attempt = 1; attempt <= last; attempt++) {
                // One that was handed out to an agent that died before it began is nowhere but in "assigned".
                if (judged.containsKey("begin " + what + " " + attempt)) {
                    told.add(new Told(action[0], Integer.parseInt(action[5]), attempt, attempt == last));
                }
            }
        }
        return told;
    }

    private static Map<String, List<String>> timelines(Connection sql) throws SQLException {
        List<String[]> events = rows(
                sql,
                "select workflow_id, kind, coalesce(facts->>'index', ''), coalesce(facts->>'attempt', ''),"
                        + " coalesce(facts->>'to', '') from event where workflow_id is not null order by transaction, id",
                row -> new String[] {text(row, 1), text(row, 2), text(row, 3), text(row, 4), text(row, 5)});
        Map<String, List<String>> timelines = new HashMap<>();
        for (String[] event : events) {
            timelines
                    .computeIfAbsent(event[0], _ -> new ArrayList<>())
                    .add(String.join(" ", event[1], event[2], event[3], event[4])
                            .strip());
        }
        return timelines;
    }

    /** Every step of every workflow is told once, in its order, and nothing comes after the end. */
    static void checkTimelines(List<Told> told, Map<String, List<String>> timelines) {
        for (Told attempt : told) {
            String which = " " + attempt.index() + " " + attempt.attempt();
            List<String> timeline = timelines.getOrDefault(attempt.workflow(), List.of());
            assertThat(timeline).as(attempt.toString()).contains("action.assigned" + which, "action.started" + which);
            if (attempt.succeeded()) {
                assertThat(timeline).as(attempt.toString()).contains("action.succeeded" + which);
            }
        }
        timelines.forEach((workflow, timeline) -> {
            assertThat(timeline).as(workflow).startsWith("workflow.created");
            assertThat(timeline).as(workflow).endsWith("workflow.moved   SUCCESS");
            List<String> steps = timeline.stream()
                    .filter(step -> step.startsWith("action.assigned") || step.startsWith("action.started"))
                    .toList();
            assertThat(steps).as(workflow).doesNotHaveDuplicates();
            List<String> done = timeline.stream()
                    .filter(step -> step.startsWith("action.succeeded"))
                    .map(step -> step.split(" ")[1])
                    .toList();
            assertThat(done).as(workflow).isSorted().doesNotHaveDuplicates();
            for (String step : timeline) {
                if (step.startsWith("action.started")) {
                    String assigned = step.replace("started", "assigned");
                    assertThat(timeline.indexOf(assigned))
                            .as(workflow + " " + step)
                            .isBetween(0, timeline.indexOf(step));
                }
            }
        });
    }

    private static <T> List<T> rows(Connection sql, String query, Function<ResultSet, T> reader) throws SQLException {
        try (Statement statement = sql.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.apply(rows));
            }
            return all;
        }
    }

    private static String text(ResultSet row, int column) {
        try {
            return row.getString(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
