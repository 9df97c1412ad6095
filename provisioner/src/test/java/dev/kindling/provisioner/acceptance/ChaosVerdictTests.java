package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.provisioner.acceptance.ChaosVerdict.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge of the chaos has to notice what is missing, not only what is there twice. */
class ChaosVerdictTests {

    private static final List<Told> TOLD =
            List.of(new Told("w", 0, 1, false), new Told("w", 0, 2, true), new Told("w", 1, 1, true));
    private static final List<String> TIMELINE = List.of(
            "workflow.created",
            "workflow.moved   RUNNING",
            "action.assigned 0 1",
            "action.started 0 1",
            "action.failed 0 1",
            "action.assigned 0 2",
            "action.started 0 2",
            "action.succeeded 0 2",
            "action.assigned 1 1",
            "action.started 1 1",
            "action.succeeded 1 1",
            "workflow.moved   SUCCESS");

    @Test
    void wholeTimelineIsRight() {
        assertThatCode(() -> judge(TIMELINE)).doesNotThrowAnyException();
    }

    @Test
    void everyMissingStepIsNoticed() {
        for (String step : TIMELINE) {
            if (step.startsWith("action.") && !step.startsWith("action.failed")) {
                assertThatThrownBy(() -> judge(without(step))).as(step).isInstanceOf(AssertionError.class);
            }
        }
    }

    @Test
    void stepTwiceAndStepAfterTheEndAreNoticed() {
        List<String> twice = new ArrayList<>(TIMELINE);
        twice.add(4, "action.started 0 1");
        assertThatThrownBy(() -> judge(twice)).isInstanceOf(AssertionError.class);
        List<String> after = new ArrayList<>(TIMELINE);
        after.add("action.started 1 2");
        assertThatThrownBy(() -> judge(after)).isInstanceOf(AssertionError.class);
    }

    @Test
    void workflowWithoutATimelineIsNoticed() {
        assertThatThrownBy(() -> ChaosVerdict.checkTimelines(TOLD, Map.of())).isInstanceOf(AssertionError.class);
    }

    private static void judge(List<String> timeline) {
        ChaosVerdict.checkTimelines(TOLD, Map.of("w", timeline));
    }

    private static List<String> without(String step) {
        List<String> timeline = new ArrayList<>(TIMELINE);
        timeline.remove(step);
        return timeline;
    }
}
