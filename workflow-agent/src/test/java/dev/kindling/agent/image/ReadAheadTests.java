package dev.kindling.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReadAheadTests {

    private static final int MUCH = 5 << 20;

    private final byte[] content = new byte[MUCH];

    @Test
    void everyByteComesThroughTwoOfThem() throws Exception {
        new Random(1).nextBytes(content);
        AtomicInteger at = new AtomicInteger();
        ReadAhead first = started(buffer -> {
            int n = Math.min(1 + at.get() % 7919, Math.min(buffer.length, MUCH - at.get()));
            System.arraycopy(content, at.get(), buffer, 0, n);
            at.addAndGet(n);
            return n == 0 ? -1 : n;
        });
        ReadAhead second = started(first::read);
        assertThat(second.readAllBytes()).isEqualTo(content);
        assertThat(second.read()).isEqualTo(-1);
        assertThat(second.failure()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void whateverEndsTheReaderReachesWhoTakes(int kind) {
        ReadAhead first = started(failingAfterSome(kind));
        ReadAhead second = started(first::read);
        assertThatThrownBy(second::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("on purpose");
        assertThatThrownBy(second::read).isInstanceOf(IOException.class);
        assertThat(first.failure()).hasMessage("on purpose");
    }

    @Test
    void inputOutputFailureKeepsItsKind() {
        assertThatThrownBy(started(failingAfterSome(0))::readAllBytes)
                .isInstanceOf(EOFException.class)
                .hasMessage("on purpose");
    }

    @Test
    void closeEndsAReaderThatNobodyTakesFrom() throws Exception {
        ReadAhead ahead = started(buffer -> buffer.length);
        ReadAhead taker = started(ahead::read);
        taker.close();
        ahead.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("read-ahead-test")) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    private ReadAhead.Source failingAfterSome(int kind) {
        AtomicInteger calls = new AtomicInteger();
        return buffer -> {
            if (calls.incrementAndGet() < 20) {
                return buffer.length;
            }
            switch (kind) {
                case 0 -> throw new EOFException("on purpose");
                case 1 -> throw new IllegalStateException("on purpose");
                case 2 -> throw new OutOfMemoryError("on purpose");
                case 3 -> throw new ActionFailure("on purpose");
                default -> throw new StackOverflowError("on purpose");
            }
        };
    }

    private static ReadAhead started(ReadAhead.Source source) {
        ReadAhead ahead = new ReadAhead("read-ahead-test", source);
        ahead.start();
        return ahead;
    }
}
