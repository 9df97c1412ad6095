package dev.kindling.tink.template;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

interface TemplateRepository extends JpaRepository<Template, UUID> {

    Optional<Template> findByName(String name);

    List<Template> findByNameGreaterThanOrderByName(String after, Limit limit);
}
