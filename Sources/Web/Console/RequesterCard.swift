import SupportPolicy

/// Who asks, for whom, and whether the policy admits the request.
struct RequesterCard: Sendable {
    let name: String
    let email: String
    /// The customer's name; empty while unknown.
    var customer = ""
    var rfc = ""
    /// "4838"
    var customerNumber = ""
    /// The contract under which it is served: its number, and where it stands; `nil` where there is none.
    var contract: (number: String, link: Link, standing: String)?
    /// What is left of it, "Quedan: 4 incidentes y 10 créditos", and what the request costs it; empty where nothing is known.
    var left = "", costs = ""
    /// Whether it was admitted: "Remitente registrado", "Sin verificar".
    let admission: String
    var isAdmitted = true
    /// "El correo a esta dirección regresa"; empty while nothing is known.
    var mailFailure = ""
    /// The clause that admits, or asks for the check.
    var cite: ClauseCite?

    func html(in say: Language) -> HTML {
        """
        <div><dt>\(say(.requester))</dt><dd><b>\(name)</b><span><a href="\(Link.mail(to: email))">\(email)</a></span>\
        <span class="mark \(isAdmitted ? "kept" : "soon")"><span aria-hidden="true">\(isAdmitted ? "✓" : "◐")</span> \
        \(admission) \(cite?.html)</span>\
        \(mailFailure.isEmpty ? nil : "<span class=\"mark late\"><span aria-hidden=\"true\">▲</span> \(mailFailure)</span>" as HTML)</dd></div>
        <div><dt>\(say(.customer))</dt><dd><b>\(customer.isEmpty ? say(.unknownCustomer) : customer)</b>\
        \(rfc.isEmpty ? nil : "<span>RFC <code>\(rfc)</code></span>" as HTML)\(customerNumber.isEmpty ? nil : "<span>NIC <code>\(customerNumber)</code></span>" as HTML)</dd></div>
        \(contract.map { "<div><dt>\(say(.contract))</dt><dd><b><a href=\"\($0.link)\">\($0.number)</a></b><span>\($0.standing)</span>\(left.isEmpty ? nil : "<span>\(left)</span>" as HTML)\(costs.isEmpty ? nil : "<span>\(costs)</span>" as HTML)</dd></div>" as HTML })
        """
    }
}

/// How many entries a record has, and what its last one hashes to: two readers who see the same line saw the same record.
struct IntegrityLine: Sendable {
    let count: Int
    /// The first digits of the last entry's hash.
    let hash: String
    /// Whether the chain was found whole when the page was made.
    var isWhole = true

    func html(in say: Language) -> HTML {
        """
        <p class="integrity">\(isWhole ? say(.chainWhole(count)) : say(.chainBroken(count))) <code>\(hash)</code></p>
        """
    }
}
