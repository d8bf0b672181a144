import BusinessTime
import ServiceDesk
import SupportPolicy

/// A contract as programs read it.
struct ContractJSON: JSONWritable {
    let row: ContractRow
    let policy: Policy
    /// Slug of the company.
    let company: String
    let now: Instant
    /// Whether its charges are there, too.
    var isWhole = true
    /// Whether its reader is told how much of it is used.
    var tellsUse = false
    /// Who may ask for something under it; `nil` where its reader is not told.
    var contacts: [Person]?
    /// What happened to it: then its balances say how they came about, and when they run out.
    var entries: [Entry]?

    private var contract: Contract { row.contract }
    private var address: String { "/api/v1/companies/\(company)/contracts/\(contract.number)" }

    func write(_ json: inout JSONText) {
        json.member("number", contract.number)
        json.member("state", contract.state.rawValue)
        json.member(orNull: "ended_because", contract.terms.endedBecause)
        json.member(orNull: "ended_at", contract.terms.endedAt.map(policy.zone.iso8601))
        json.member(orNull: "plan", contract.plan)
        json.member(orNull: "plan_label", contract.plan.flatMap(policy.tariff.plan)?.label)
        json.object("customer") { json in
            json.member("name", row.customerName)
            json.member(orNull: "rfc", row.customerRFC)
            json.member(orNull: "number", row.customerNumber)
            if let tax = row.taxData { json.object("tax_data") { $0.write(tax) } }
        }
        json.member("starts_on", policy.zone.date(of: contract.startsAt).iso)
        json.member(orNull: "last_day", day(before: contract.endsAt))
        json.member(orNull: "notice_at", contract.terms.noticeAt.map(policy.zone.iso8601))
        json.member(orNull: "purchase_order", contract.terms.purchaseOrder)
        json.object("policy") { json in
            json.member("id", policy.id)
            json.member("version", policy.version)
            json.member("pinned", contract.terms.isPinned)
        }
        if let annex = contract.terms.annex {
            json.object("annex") { json in
                json.member("section", annex.section)
                json.member("text", annex.text)
                json.member(orNull: "coverage", annex.coverage)
                json.array("targets") { json in
                    for target in annex.targets {
                        json.object { json in
                            json.member("id", target.id)
                            json.member(orNull: "within", target.within)
                            json.member(orNull: "calendar", target.calendar)
                        }
                    }
                }
            }
        }
        json.array("products") { json in
            for product in contract.terms.products {
                json.object { json in
                    json.member("name", product.name)
                    json.member(orNull: "warranty_until", product.warrantyUntil)
                    json.member("discontinued", product.isDiscontinued)
                }
            }
        }
        if let contacts {
            json.array("contacts") { json in
                for contact in contacts {
                    json.object { json in
                        json.member("name", contact.name)
                        json.member("email", contact.email)
                    }
                }
            }
        }
        if tellsUse { json.member(orNull: "use", contract.use(at: now)?.rawValue) }
        json.array("balances") { json in
            for balance in contract.balances(at: now) { json.object { write(balance, &$0) } }
        }
        json.array("lots") { json in
            for lot in contract.lots { json.object { write(lot, &$0) } }
        }
        json.array("proposals") { json in
            for proposal in contract.terms.proposals {
                json.object { json in
                    json.member("number", proposal.number)
                    json.member("lot", proposal.lot)
                    json.member("change", proposal.change)
                }
            }
        }
        if isWhole {
            json.array("charges", contract.charges.map { ChargeJSON(charge: $0, policy: policy) })
        }
        json.array("links") { json in
            for (rel, href) in [("self", address), ("journal", address + "/journal"), ("page", "/\(company)/desk/contracts/\(contract.number)")] {
                json.object { json in
                    json.member("rel", rel)
                    json.member("href", href)
                }
            }
        }
    }

    private func day(before end: Instant) -> String? {
        end < .never ? policy.zone.date(of: end - 1).iso : nil
    }

    private func write(_ lot: Lot, _ json: inout JSONText) {
        json.member("number", lot.number)
        json.member(orNull: "unit", lot.isTerm ? nil : lot.unit)
        json.member("origin", lot.origin.rawValue)
        json.member("granted", lot.granted)
        json.member("spent", lot.spent)
        json.member("reserved", lot.reserved)
        json.member("lapsed", lot.lapsed)
        json.member("available", lot.available)
        json.member(orNull: "price", lot.price)
        json.member(orNull: "payment", lot.payment?.rawValue)
        json.member("bought_at", policy.zone.iso8601(lot.boughtAt))
        json.member(orNull: "last_day", day(before: lot.expiresAt))
        json.member(orNull: "cites", policy.clause(lot.clause).map(CiteJSON.init))
    }

    private func write(_ balance: Balance, _ json: inout JSONText) {
        json.member("unit", balance.unit)
        json.member("granted", balance.granted)
        json.member("spent", balance.spent)
        json.member("reserved", balance.reserved)
        json.member("lapsed", balance.lapsed)
        json.member("available", balance.available)
        guard let entries else { return }
        json.member(orNull: "runs_out_on", contract.runsOut(balance.unit, at: now).map { policy.zone.date(of: $0).iso })
        json.array("history") { json in
            for point in contract.history(of: balance.unit, entries) {
                json.object { json in
                    json.member("at", policy.zone.iso8601(point.at))
                    json.member("left", point.left)
                }
            }
        }
    }
}

/// What a service cost, as programs read it.
struct ChargeJSON: JSONWritable {
    let charge: Charge
    let policy: Policy

    func write(_ json: inout JSONText) {
        json.member("number", charge.number)
        json.member("state", charge.state.rawValue)
        json.member(orNull: "ticket", charge.folio)
        json.member("at", policy.zone.iso8601(charge.at))
        json.member(orNull: "settled_at", charge.settledAt < .never ? policy.zone.iso8601(charge.settledAt) : nil)
        json.array("charges") { json in
            for part in charge.units { json.object { $0.write(part) } }
        }
        json.array("lines") { json in
            for line in charge.lines {
                json.object { json in
                    json.member("service", line.item)
                    json.member("label", line.label)
                    json.member("count", line.count)
                    json.member(orNull: "minutes", line.minutes)
                    json.member(orNull: "worked", line.worked)
                    json.array("price") { json in
                        for part in line.price { json.object { $0.write(part) } }
                    }
                    json.member(orNull: "cites", policy.clause(line.clause).map(CiteJSON.init))
                }
            }
        }
        json.array("cites", charge.clauses.compactMap(policy.clause).map(CiteJSON.init))
    }
}

/// What services would cost, as programs read it.
struct PriceJSON: JSONWritable {
    let price: ServicePrice
    let language: Language

    func write(_ json: inout JSONText) {
        json.member(orNull: "contract", price.contract)
        json.array("charges") { json in
            for part in price.decision.best.charges { json.object { $0.write(part) } }
        }
        json.member(orNull: "objection", price.objection.map { $0.reason(in: language) })
        json.member(orNull: "objection_cites", price.objection.map { CiteJSON($0.clause) })
        json.member("in_words", price.policy.tariff.said(price.decision.best.charges, in: language))
        json.array("lines") { json in
            for line in price.decision.best.lines {
                json.object { json in
                    json.member("service", line.item)
                    json.member("label", line.label)
                    json.member("count", line.count)
                    json.member("charged", line.charged.rawValue)
                    json.array("price") { json in
                        for part in line.price { json.object { $0.write(part) } }
                    }
                }
            }
        }
        json.array("exchanges") { json in
            for exchange in price.decision.best.exchanges {
                json.object { json in
                    json.object("of") { $0.write(exchange.of) }
                    json.object("paid") { $0.write(exchange.paid) }
                }
            }
        }
        json.array("alternatives") { json in
            for way in price.decision.alternatives {
                json.object { json in
                    json.array("charges") { json in
                        for part in way.charges { json.object { $0.write(part) } }
                    }
                    json.member("loses", way.loses?(in: language) ?? "")
                }
            }
        }
        json.array("cites", price.decision.clauses.map(CiteJSON.init))
    }
}

extension JSONText {
    mutating func write(_ tax: TaxData) {
        member("name", tax.name)
        member("rfc", tax.rfc.text)
        member("postal_code", tax.postalCode)
        member("regime", tax.regime.key)
        member("use", tax.use.rawValue)
    }

    mutating func write(_ amount: UnitAmount) {
        member("unit", amount.unit)
        member("amount", amount.amount)
    }
}
