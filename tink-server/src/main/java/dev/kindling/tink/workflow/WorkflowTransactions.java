package dev.kindling.tink.workflow;

import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One unit of work in one transaction; who lost a race tries once more, on fresh data. */
@Component
class WorkflowTransactions {

    private final TransactionTemplate template;

    WorkflowTransactions(PlatformTransactionManager manager) {
        this.template = new TransactionTemplate(manager);
    }

    <T> T run(Supplier<T> work) {
        try {
            return template.execute(_ -> work.get());
        } catch (ConcurrencyFailureException lostRace) {
            return template.execute(_ -> work.get());
        }
    }
}
