package dev.kindling.tink.hardware;

import dev.kindling.tink.machine.LabelSelector;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which hardware a page of the list holds. */
@Component
public class HardwareList {

    private static final UUID FIRST = new UUID(0, 0);

    private final HardwareRepository repository;
    private final JdbcClient jdbc;

    HardwareList(HardwareRepository repository, JdbcClient jdbc) {
        this.repository = repository;
        this.jdbc = jdbc;
    }

    /**
     * In the order of their ids, after the given one.
     *
     * @param selector by the document's labels; empty means all
     */
    @Transactional(readOnly = true)
    public List<Hardware> page(Optional<LabelSelector> selector, Optional<UUID> after, int limit) {
        UUID from = after.orElse(FIRST);
        return selector.map(each -> labelled(each, from, limit))
                .orElseGet(() -> repository.findByIdGreaterThanOrderById(from, Limit.of(limit)));
    }

    private List<Hardware> labelled(LabelSelector selector, UUID after, int limit) {
        List<UUID> ids = jdbc.sql(
                        "select id from hardware where id > :after and " + selector.sql() + " order by id limit :limit")
                .params(selector.parameters())
                .param("after", after)
                .param("limit", limit)
                .query(UUID.class)
                .list();
        return repository.findAllById(ids).stream()
                .sorted(Comparator.comparingInt(hardware -> ids.indexOf(hardware.id())))
                .toList();
    }
}
