import Storage
import Synchronization

extension Desk {
    /// A secret of this installation, made when it is first asked for, the same on every node.
    package func secret(named name: String) async throws -> [UInt8] {
        if let known = secrets.withLock({ $0[name] }) { return known }
        let secret = try await write { tx in
            // Two nodes may ask for the first time at once: the first to write wins, and both read the same.
            try tx.sql.execute("""
                INSERT INTO installation_secret (name, secret) VALUES (\(name), \(Secret.random(32))) ON CONFLICT (name) DO NOTHING
                """)
            guard let secret: [UInt8] = try tx.sql.value("SELECT secret FROM installation_secret WHERE name = \(name)") else {
                throw DeskError.broken("the secret \(name) was not kept")
            }
            return secret
        }
        secrets.withLock { $0[name] = secret }
        return secret
    }
}
