package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection to PostgreSQL is cut after a COMMIT was sent and before its answer: the server cannot know whether it counts. */
class LostCommitTests {

    @TempDir
    Path data;

    @Test
    @Tag("F14")
    void reportWhoseCommitIsNotAnsweredIsReadBackWhenItIsSaidAgain() throws Exception {
        try (CommitCutter cutter = new CommitCutter(TestDatabase.fresh());
                TinkServer server = TinkServer.start(data, cutter.database(), Map.of())) {
            Lab lab = new Lab(server);
            Lab.Board board = lab.board();
            String workflow = lab.workflow(lab.twoActions(), board);
            try (SleepingAgent agent = lab.enrolled(board)) {
                agent.openWork();
                Assign first = agent.awaitAssign();
                lose(cutter, workflow, agent, "action.started", SleepingAgent.started(first.getAction()));
                lose(cutter, workflow, agent, "action.succeeded", SleepingAgent.succeeded(first.getAction()));
                Assign second = agent.awaitAssign();
                assertThat(second.getImage()).isEqualTo("kindling/reboot");
                lose(cutter, workflow, agent, "action.started", SleepingAgent.started(second.getAction()));
                lose(cutter, workflow, agent, "action.rebooting", SleepingAgent.rebooting(second.getAction()));
                lab.bootsLocally(board);
            }
            assertThat(cutter.cuts()).isEqualTo(4);
            assertThat(lab.state(workflow)).isEqualTo("SUCCESS");
            assertThat(lab.events(board, "action.assigned")).isEqualTo(2);
            assertThat(lab.events(board, "action.started")).isEqualTo(2);
            assertThat(lab.events(board, "action.rebooting")).isEqualTo(1);
            assertThat(lab.events(board, "action.succeeded")).isEqualTo(2);
        }
    }

    /** The agent hears that it is not known whether it counts, and when it says it again, that it did. */
    private static void lose(
            CommitCutter cutter, String workflow, SleepingAgent agent, String event, ReportRequest.Builder report)
            throws InterruptedException {
        int before = cutter.cuts();
        cutter.cutNext(workflow, event);
        assertThatThrownBy(() -> agent.report(report)).hasMessageStartingWith("UNAVAILABLE");
        assertThat(cutter.cuts()).isEqualTo(before + 1);
        assertThat(agent.insist(report)).isEqualTo(ReportOutcome.REPORT_OUTCOME_DUPLICATE);
    }
}
