package dev.kindling.tink.identity;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Makes the admin token before the doors open. */
@Component
class FirstAdmin implements SmartLifecycle {

    private final Tokens tokens;
    private boolean running;

    FirstAdmin(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void start() {
        tokens.ensureAdmin();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
