package dev.kindling.tink.discovery;

import dev.kindling.tink.discovery.DiscoveryProperties.Policy;
import dev.kindling.tink.discovery.DiscoveryProperties.Rule;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.machine.BoardDiscovered;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a board that nobody declared an address and a hardware record, in one transaction; the directory brings both to
 * boots, which answers the board's next DISCOVER.
 */
@Service
@EnableConfigurationProperties(DiscoveryProperties.class)
class BoardEnlister {

    private static final Logger log = LoggerFactory.getLogger(BoardEnlister.class);

    private final DiscoveryProperties properties;
    private final Enlistment enlistment;
    private final TransactionTemplate transactions;

    BoardEnlister(
            DiscoveryProperties properties, Enlistment enlistment, PlatformTransactionManager transactionManager) {
        this.properties = properties;
        this.enlistment = enlistment;
        this.transactions = new TransactionTemplate(transactionManager);
        this.transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** After the sighting is stored: what fails here must not lose it, and boots reports the board again. */
    @TransactionalEventListener
    void onDiscovered(BoardDiscovered board) {
        if (properties.unknown() != Policy.ENROLL) {
            return;
        }
        Optional<Rule> rule =
                properties.rules().stream().filter(each -> matches(each, board)).findFirst();
        if (rule.isEmpty()) {
            return;
        }
        try {
            transactions.executeWithoutResult(_ -> enlistment.enlist(board, rule.get()));
        } catch (Failure e) {
            log.atWarn()
                    .addKeyValue("mac", board.mac())
                    .addKeyValue("reason", e.getMessage())
                    .log("machine.not-enlisted");
        }
    }

    private static boolean matches(Rule rule, BoardDiscovered board) {
        return rule.client().equals(board.facts().getOrDefault("client", ""))
                && (rule.model().isEmpty() || rule.model().equals(board.model()))
                && board.mac().text().startsWith(rule.mac())
                && Optional.ofNullable(board.facts().get("relay"))
                        .map(relay -> AddressPool.parse(rule.pool()).isOnNetworkOf(relay, rule.netmask()))
                        .orElse(true);
    }
}
