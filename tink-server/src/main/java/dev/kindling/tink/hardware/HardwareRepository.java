package dev.kindling.tink.hardware;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

interface HardwareRepository extends JpaRepository<Hardware, UUID> {

    List<Hardware> findByIdGreaterThanOrderById(UUID after, Limit limit);
}
