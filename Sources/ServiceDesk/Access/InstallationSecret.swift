import Storage

extension Desk {
    /// A secret of this installation, made when it is first asked for, the same on every node.
    package func secret(named name: String) async throws -> [UInt8] {
        try await write { tx in
            if let known: [UInt8] = try tx.sql.value("SELECT secret FROM installation_secret WHERE name = \(name)") { return known }
            let secret = Secret.random(32)
            try tx.sql.execute("INSERT INTO installation_secret (name, secret) VALUES (\(name), \(secret))")
            return secret
        }
    }
}
